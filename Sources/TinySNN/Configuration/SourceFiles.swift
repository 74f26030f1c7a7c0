import Foundation
import SpikingNetworks

/// The files from which the sources of an experiment come: what they say takes the place of their names.
struct SourceFiles {
  /// The folder of the configuration.
  let folder: String
  /// How many configurations stand between this one and the first.
  private let depth: Int

  /// Looks in `folder`, then in the working directory.
  init(folder: String, depth: Int = 0) {
    self.folder = folder
    self.depth = depth
  }

  /// Looks in the folder of the configuration `path`, then in the working directory.
  init(besides path: String) {
    self.init(folder: (path as NSString).deletingLastPathComponent)
  }

  /// So long may a chain of configurations be that name each other.
  private static let longestChain = 4

  /// Replaces the path of a configuration in `tree` by what it says, and adds the hash of a model.
  ///
  /// - Parameters:
  ///   - tree: The configuration, overrides applied.
  ///   - file: The name that errors give to it.
  func resolve(_ tree: inout ConfigNode, of file: String) throws(ConfigurationErrors) {
    for place in ModelSource.places {
      guard let section = tree["train"]?[place] else { continue }
      let resolved = try resolve(section, at: "train.\(place)", of: file, tree["dataset"]?["kind"])
      guard let resolved else { continue }
      do {
        try tree.set(["train", place], to: resolved, keyOrigin: section.origin, file: file)
      } catch {
        throw ConfigurationErrors([error])
      }
    }
  }

  /// Returns `section` with what its source says; nil where there is nothing to look up, or what is wrong will be
  /// found by who reads it.
  private func resolve(
    _ section: ConfigNode,
    at path: String,
    of file: String,
    _ kind: ConfigNode?
  ) throws(ConfigurationErrors) -> ConfigNode? {
    guard case .mapping(var entries) = section.content else { return nil }
    let place = Place(path: path, file: file)
    switch (section["config"], section["model"]) {
    case (var node?, nil):
      guard case .scalar(.string(let name)) = node.content else {
        // A configuration that stands here itself may name others.
        try resolve(&node, of: file)
        for index in entries.indices where entries[index].key == "config" {
          entries[index].value = node
        }
        return ConfigNode(.mapping(entries), at: section.origin)
      }
      let changes = try place.assignments(section["set"])
      let source = try experiment(name, changes, Place(path: path + ".config", file: file), node)
      if case .scalar(.string(let kind))? = kind?.content,
        kind != source.dataset.kind.rawValue
      {
        throw place.failure(
          node,
          "expected a configuration of the data set \(kind) at \(path).config, "
            + "found one of \(source.dataset.kind.rawValue)"
        )
      }
      entries.removeAll { ["config", "set"].contains($0.key) }
      let pairs = ModelSource.config(source).pairs(isIdentity: false, namesFiles: true)
      guard case .mapping(let found) = ConfigNode.map(pairs).content else { return nil }
      return ConfigNode(.mapping(found + entries), at: section.origin)
    case (nil, let node?):
      guard case .scalar(.string(let name)) = node.content else { return nil }
      let found = existing(name)
      if section["hash"] == nil {
        let hash = try hash(ofModel: found, name, node, Place(path: path + ".model", file: file))
        entries.append(ConfigEntry(key: "hash", origin: .generated, value: .string(hash)))
      }
      // With a hash the experiment can be read where the model is not; its training needs the file.
      for index in entries.indices where entries[index].key == "model" {
        entries[index].value.content = .scalar(.string(found ?? name))
      }
      return ConfigNode(.mapping(entries), at: section.origin)
    case (nil, nil), (_?, _?):
      return nil
    }
  }

  /// Returns the experiment of the file `name`.
  private func experiment(
    _ name: String,
    _ changes: [String],
    _ place: Place,
    _ node: ConfigNode
  ) throws(ConfigurationErrors) -> Experiment {
    guard depth < Self.longestChain else {
      throw place.failure(
        node,
        "expected at most \(Self.longestChain) configurations that name each other at \(place.path)"
      )
    }
    guard let found = existing(name) else {
      throw place.failure(node, missing(name, "configuration", at: place.path))
    }
    do {
      let inner = (found as NSString).deletingLastPathComponent
      return try Experiment(
        contentsOfFile: found,
        overrides: changes,
        files: SourceFiles(folder: inner, depth: depth + 1)
      )
    } catch let errors as ConfigurationErrors {
      throw errors
    } catch {
      throw place.failure(node, "expected a configuration at \(place.path): \(error)")
    }
  }

  private func hash(
    ofModel found: String?,
    _ name: String,
    _ node: ConfigNode,
    _ place: Place
  ) throws(ConfigurationErrors) -> String {
    guard let found else { throw place.failure(node, missing(name, "model", at: place.path)) }
    do { return try ModelArtifact(contentsOfModelOrRun: found).model.networkHash } catch {
      throw place.failure(node, "expected a model at \(place.path): \(error)")
    }
  }

  /// The path of the file or run folder `name` from the working directory; nil if there is none.
  private func existing(_ name: String) -> String? {
    candidates(name).first { FileManager.default.fileExists(atPath: $0) }
  }

  private func candidates(_ name: String) -> [String] {
    name.hasPrefix("/") || folder.isEmpty ? [name] : [folder + "/" + name, name]
  }

  private func missing(_ name: String, _ what: String, at path: String) -> String {
    "expected the path of a \(what) at \(path), found no file "
      + candidates(name).joined(separator: " or ")
  }
}

/// Where a source is named.
private struct Place {
  var path: String
  var file: String

  func failure(_ node: ConfigNode, _ message: String) -> ConfigurationErrors {
    ConfigurationErrors([
      ConfigurationError(node.origin, file: file, path: path, message: message)
    ])
  }

  /// The assignments of the key `set`.
  func assignments(_ node: ConfigNode?) throws(ConfigurationErrors) -> [String] {
    guard let node else { return [] }
    guard case .sequence(let elements) = node.content else {
      throw failure(node, "expected a list of KEY=VALUE at \(path).set, found \(node.summary)")
    }
    var result: [String] = []
    for (index, element) in elements.enumerated() {
      guard case .scalar(.string(let text)) = element.content else {
        throw failure(
          element,
          "expected KEY=VALUE at \(path).set.\(index), found \(element.summary)"
        )
      }
      result.append(text)
    }
    return result
  }
}
