import Testing

@testable import TinySNN

/// Bounds of the stack from the compiler's call graph.
@Suite struct StackGraphTests {
  private let program = """
    graph: { title: "program.c"
    node: { title: "program.c:classify" label: "classify\\nprogram.c:4:1\\n24 bytes (static)\\n0 dynamic objects" }
    node: { title: "program.c:step" label: "step\\nprogram.c:9:1\\n8 bytes (static)\\n0 dynamic objects" }
    node: { title: "memset" label: "memset\\n<built-in>" shape : ellipse }
    edge: { sourcename: "program.c:classify" targetname: "program.c:step" label: "program.c:5:3" }
    edge: { sourcename: "program.c:step" targetname: "memset" label: "program.c:10:3" }
    }
    """

  /// The file of a library.
  private func library(_ frame: String) -> String {
    "node: { title: \"memset\" label: \"memset\\nlibrary.c:1:1\\n\(frame)\\n0 dynamic objects\" }"
  }

  @Test("adds the frames of the deepest chain")
  func bound() {
    #expect(StackGraph([program, library("4 bytes (static)")]).bound(of: "classify") == 36)
    #expect(StackGraph([program, library("4 bytes (static)")]).bound(of: "step") == 12)
  }

  @Test("finds a function that the compiler specialised")
  func specialised() {
    let text = program.replacing("program.c:classify\"", with: "program.c:classify.constprop.0\"")
    #expect(StackGraph([text, library("0 bytes (static)")]).bound(of: "classify") == 32)
  }

  @Test("knows no bound without every frame")
  func unknown() {
    #expect(StackGraph([program]).bound(of: "classify") == nil)
    #expect(StackGraph([program, library("16 bytes (dynamic)")]).bound(of: "classify") == nil)
    #expect(StackGraph([program]).bound(of: "absent") == nil)
  }

  @Test("knows no bound of a recursion")
  func recursion() {
    let back = "edge: { sourcename: \"memset\" targetname: \"program.c:step\" label: \"\" }"
    #expect(
      StackGraph([program, library("4 bytes (static)"), back]).bound(of: "classify") == nil
    )
  }
}
