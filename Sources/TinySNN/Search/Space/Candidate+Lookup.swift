extension Candidate {
  /// Returns the value of a searched key, nil if the candidate does not assign it.
  public subscript(key: String) -> ConfigValue? {
    assignments.first { $0.key == key }?.value
  }
}

extension Sequence where Element == Trial {
  /// The searched keys of the candidates, each once, in the order in which they first appear.
  var searchedKeys: [String] {
    var known: Set<String> = []
    return flatMap { trial in
      trial.candidate.assignments.map(\.key).filter { known.insert($0).inserted }
    }
  }
}
