import SpikingNetworks

/// A network that an experiment takes from elsewhere, such as the teacher of its training.
///
/// A resolved experiment needs no other file to be read again: it has the named configuration in it, and of a model
/// the hash. So a changed source is another training and another study, which nothing continues.
public indirect enum ModelSource: Hashable, Sendable {
  /// The network that this configuration trains, with the seed and the samples of the experiment that names it.
  ///
  /// It sees no sample that selects or measures the other network. Of the configuration count `input`, `network`,
  /// `networks`, `width`, `train` and `dataset.augment`.
  case config(Experiment)
  /// The float network of a model file or a run folder.
  ///
  /// `path` counts from the working directory; `hash` is `TrainedModel.networkHash`, which the file must have.
  case model(path: String, hash: String)
}
