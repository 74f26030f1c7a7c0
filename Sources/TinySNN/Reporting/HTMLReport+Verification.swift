extension HTMLReport {
  /// What the export was compared with.
  var verificationTable: String {
    guard summary.selected != nil else { return "" }
    guard !summary.verification.isEmpty else {
      return HTMLText.section(
        "Verification",
        HTMLText.paragraph("The export was not verified.", style: "warning")
      )
    }
    if let verification {
      return HTMLText.section("Verification", verification.html)
    }
    let rows = summary.verification.map { check in
      [
        check.target, NumberText.grouped(check.vectors), NumberText.grouped(check.mismatches),
        check.mismatches == 0
          ? "equal to the integer simulator" : "MISMATCH: do not use the export",
      ]
    }
    return HTMLText.section(
      "Verification",
      HTMLText.table(["target", "inputs", "mismatches", "result"], rows)
    )
  }
}
