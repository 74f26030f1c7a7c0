import Quantization
import SpikingNetworks

extension CHeaderExporter {
  /// The files of the packages beside the header files, in the order of the cases.
  func packageFiles(_ vectors: TestVectors) -> [CSourceBundle.File] {
    ExportPackage.allCases.filter(packages.contains).flatMap { package in
      let files =
        switch package {
        case .header: [CSourceBundle.File]()
        case .cmake: cmakeFiles(vectors)
        case .arduino: arduinoFiles(vectors)
        }
      return files.map { file in
        CSourceBundle.File(
          name: package.folder.map { "\($0)/\(file.name)" } ?? file.name,
          text: file.text
        )
      }
    }
  }

  /// The headers that the other forms copy.
  func headerFiles(_ vectors: TestVectors) -> [CSourceBundle.File] {
    [
      .init(name: "\(name.text).h", text: header),
      .init(name: RuntimeSource.fileName, text: RuntimeSource.text),
      .init(name: "\(name.text)_vectors.h", text: vectorsHeader(vectors)),
    ]
  }

  /// The text of `<name>.c`, which holds the only copy of tables and functions.
  var implementation: String {
    var writer = CWriter()
    writer.comment(
      provenance("\(name.text).c - tables and functions of \(name.text).h.") + [
        "",
        "The only copy, for programs that define \(macro("SPLIT")) wherever they include the header.",
      ]
    )
    writer.line(
      """

      #if !defined(\(macro("SPLIT")))
      #define \(macro("SPLIT"))
      #endif
      #define \(macro("IMPLEMENTATION"))
      #include "\(name.text).h"
      """
    )
    return writer.text
  }

  /// `lines` as comments of a file whose comments begin with a number sign.
  func scriptHead(_ title: String) -> String {
    provenance(title).map { $0.isEmpty ? "#" : "# \($0)" }.joined(separator: "\n")
  }

  /// The network in one sentence that begins with a capital.
  var sentence: String { summary.prefix(1).uppercased() + summary.dropFirst() + "." }
}
