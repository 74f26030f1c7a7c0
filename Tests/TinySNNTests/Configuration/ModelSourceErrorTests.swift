import Testing
import TinySNN

@Suite struct ModelSourceErrorTests {
  @Test(
    "A section that names no source, or a wrong one, is refused with its place and what was expected",
    arguments: [
      (
        "{temperature: 2}",
        "student.yaml:12:17: missing key 'config' at train.distillation; expected config, the path of "
          + "a configuration, or model, the path of a model"
      ),
      (
        "{config: teacher.yaml, model: teacher.tsnn}",
        "student.yaml:12:47: expected config or model at train.distillation, found both"
      ),
      (
        "{config: nowhere.yaml}",
        "student.yaml:12:26: expected the path of a configuration at train.distillation.config, "
          + "found no file nowhere.yaml or nowhere.yaml"
      ),
      (
        "{model: nowhere.tsnn}",
        "student.yaml:12:25: expected the path of a model at train.distillation.model, "
          + "found no file nowhere.tsnn or nowhere.tsnn"
      ),
      (
        "{model: teacher.yaml}",
        "student.yaml:12:25: expected a model at train.distillation.model: teacher.yaml is not a "
          + "usable model"
      ),
      (
        "{config: 3}",
        "student.yaml:12:26: expected the path of a configuration, or a configuration at "
          + "train.distillation.config, found 3"
      ),
      (
        "{config: teacher.yaml, set: 3}",
        "student.yaml:12:45: expected a list of KEY=VALUE at train.distillation.set, found 3"
      ),
      (
        "{config: teacher.yaml, set: [3]}",
        "student.yaml:12:46: expected KEY=VALUE at train.distillation.set.0, found 3"
      ),
      (
        "{config: teacher.yaml, alpha: 1.5}",
        "student.yaml:12:47: expected a number in 0...1 at train.distillation.alpha, found 1.5"
      ),
      (
        "{config: teacher.yaml, temperature: 0}",
        "student.yaml:12:53: expected a number above 0 and at most 1000 at "
          + "train.distillation.temperature, found 0"
      ),
      (
        "{config: teacher.yaml, featurs: 1}",
        "student.yaml:12:40: unknown key 'featurs' at train.distillation; did you mean 'features'?"
      ),
      (
        "{config: {seed: 3}}",
        "student.yaml:12:27: unknown key 'seed' at train.distillation.config; known keys: "
          + "input, network, networks, width, train, dataset"
      ),
      (
        "{config: {dataset: {kind: digits}}}",
        "student.yaml:12:37: unknown key 'kind' at train.distillation.config.dataset; "
          + "known keys: augment"
      ),
      (
        "{model: m.tsnn, hash: abc}",
        "student.yaml:12:39: expected 32 hexadecimal digits at train.distillation.hash, found 'abc'"
      ),
      (
        "{model: m.tsnn, hash: 6c62272e07bb014262b821756295c58d, set: [seed=2]}",
        "student.yaml:12:78: expected no set at train.distillation: it changes a configuration that "
          + "config names by its path"
      ),
    ]
  )
  func wrong(section: String, message: String) throws {
    let errors = try SourceFolder().errors(section)
    #expect(errors.first?.hasPrefix(message) == true, "\(errors)")
  }

  @Test("What is wrong with the named configuration is said with its own lines")
  func inside() throws {
    let folder = try SourceFolder()
    try folder.write(
      "teacher.yaml",
      SourceFolder.teacher.replacing("epochs: 2", with: "epochs: none")
    )
    #expect(
      try folder.errors("{config: teacher.yaml}") == [
        "teacher.yaml:10:17: expected a whole number in 1...10000 at train.epochs, found 'none'"
      ]
    )
    try folder.write("teacher.yaml", SourceFolder.teacher)
    #expect(
      try folder.errors("{config: teacher.yaml, set: [train.epoch=3]}") == [
        "--set train.epoch: unknown key 'epoch' at train; did you mean 'epochs'?"
      ]
    )
  }

  @Test("A configuration of other samples, or one that names itself, is refused")
  func others() throws {
    let folder = try SourceFolder()
    try folder.write("teacher.yaml", SourceFolder.teacher.replacing("digits", with: "mnist"))
    #expect(
      try folder.errors("{config: teacher.yaml}") == [
        "student.yaml:12:26: expected a configuration of the data set digits at "
          + "train.distillation.config, found one of mnist"
      ]
    )
    let errors = try folder.errors("{config: student.yaml}")
    #expect(
      errors == [
        "student.yaml:12:26: expected at most 4 configurations that name each other at "
          + "train.distillation.config"
      ]
    )
  }
}
