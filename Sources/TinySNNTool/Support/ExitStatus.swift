import ArgumentParser
import CodeGeneration
import Foundation
import Quantization
import SpikingNetworks
import TinySNN

/// The exit codes of the tool; users' scripts rely on them.
enum ExitStatus: Int32 {
  case infeasible = 3
  case mismatch = 4
  case data = 65
  case missingInput = 66
  case missingTool = 69
  case internalError = 70
  case cannotWrite = 74
  case interrupted = 130

  /// The exit code that an error of the library leads to.
  init(_ error: any Error) {
    switch error {
    case is ConfigurationErrors, is DatasetError, is InvalidArtifact, is QuantizationFailure,
      is ExportError, is NetworkError, is DecodingError, is InvalidRequest, is InvalidCheckpoint,
      is OtherTraining:
      self = .data
    case is MissingInput, is StudyWithoutDriver: self = .missingInput
    case is Interrupted, is CancellationError: self = .interrupted
    case is MissingTools: self = .missingTool
    case is OutputError, is CheckpointExists: self = .cannotWrite
    case let error as VerificationFailure: self = ExitStatus(error)
    case let error as RunDirectoryError: self = ExitStatus(error)
    case let error as JournalError: self = ExitStatus(error)
    default: self = .internalError
    }
  }

  private init(_ error: VerificationFailure) {
    switch error {
    case .compilerNotFound, .compilerUnusable, .toolFailed: self = .missingTool
    case .compilerRefused, .programFailed: self = .mismatch
    }
  }

  private init(_ error: RunDirectoryError) {
    switch error {
    case .exists, .cannotWrite: self = .cannotWrite
    case .noRun, .cannotRead: self = .missingInput
    case .damaged, .otherKind: self = .data
    }
  }

  private init(_ error: JournalError) {
    switch error {
    case .exists, .locked, .drivenElsewhere, .system: self = .cannotWrite
    case .missing: self = .missingInput
    case .corrupt, .otherStudy, .diverged: self = .data
    }
  }
}

/// A request that is well-formed but cannot be met.
struct InvalidRequest: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}

/// Standard output that takes no more text.
struct OutputError: Error, CustomStringConvertible {
  /// The errno of the write.
  var code: Int32

  var description: String { "cannot write to standard output: \(String(cString: strerror(code)))" }
}
