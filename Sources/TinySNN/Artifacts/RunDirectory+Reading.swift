import Foundation
import SpikingNetworks

extension RunDirectory {
  /// Reads the summary of a finished run.
  ///
  /// - Throws: `RunDirectoryError.cannotRead`, or `.damaged` if it is no summary of this format.
  public func readSummary() throws -> RunSummary {
    let data = try read(.summary)
    do { return try RunSummary(json: data) } catch let error as DecodingError {
      throw RunDirectoryError.damaged(path: path(of: .summary), reason: error.reason)
    }
  }

  /// Reads what was verified after the run, nil if it was not, or if model or export have changed since.
  ///
  /// - Throws: `RunDirectoryError.cannotRead`, or `.damaged` if it is no table of this format.
  public func readVerification() throws -> VerificationTable? {
    guard contains(.verification), contains(.model) else { return nil }
    do {
      let table = try JSONDecoder().decode(VerificationTable.self, from: try read(.verification))
      let isSame =
        table.subject.model == FNV1a.text(of: try read(.model))
        && table.subject.export == ExportFiles(listedIn: exportPath)?.hash
      return isSame ? table : nil
    } catch let error as DecodingError {
      throw RunDirectoryError.damaged(path: path(of: .verification), reason: error.reason)
    }
  }

  /// Reads the journal of the run.
  ///
  /// - Throws: `JournalError`, or `RunDirectoryError.damaged` if it is gone from a finished run.
  public func readJournal() throws -> JournalContents {
    let journal = path(of: .journal)
    do { return try JournalContents(contentsOf: journal) } catch JournalError.missing
      where isFinished
    {
      throw RunDirectoryError.damaged(
        path: path,
        reason: "\(File.journal.rawValue) is missing beside \(File.summary.rawValue)"
      )
    }
  }
}

extension DecodingError {
  /// What is wrong and where, in one sentence.
  var reason: String {
    let context: Context
    let problem: String
    switch self {
    case .dataCorrupted(let found): (context, problem) = (found, found.debugDescription)
    case .keyNotFound(let key, let found):
      (context, problem) = (found, "there is no '\(key.stringValue)'")
    case .valueNotFound(_, let found), .typeMismatch(_, let found):
      (context, problem) = (found, found.debugDescription)
    @unknown default: return "\(self)"
    }
    let place = context.codingPath.map(\.stringValue).joined(separator: ".")
    return place.isEmpty ? problem : "\(problem) at \(place)"
  }
}
