import CTinySNN

/// The text of the runtime.
public enum RuntimeSource {
  /// The name of the runtime's file in every export.
  public static let fileName = "tinysnn_runtime.h"

  /// The text of `tinysnn_runtime.h`, the very header that `CTinySNN` compiles.
  public static var text: String { String(cString: tinysnn_runtime_text()) }
}
