import SpikingNetworks

extension SampleSet {
  /// Joins an IDX file of images with one of labels.
  ///
  /// - Parameters:
  ///   - images: Three dimensions: count, rows, columns.
  ///   - labels: One dimension.
  ///   - kind: The data set, which gives the legal shape and classes.
  ///   - files: The names in errors.
  /// - Throws: For other shapes, unequal counts, no samples, or labels beyond the classes.
  init(
    images: IDXFile,
    labels: IDXFile,
    kind: DatasetKind,
    files: (images: String, labels: String)
  ) throws(DatasetError) {
    let shape = kind.shape
    guard images.dimensions.count == 3, images.dimensions[1] == shape.height,
      images.dimensions[2] == shape.width
    else {
      let found = images.dimensions.dropFirst().map(String.init).joined(separator: "x")
      throw DatasetError(
        file: files.images,
        message: "expected images of \(shape.height)x\(shape.width), found \(found)"
      )
    }
    guard images.dimensions[0] == labels.bytes.count else {
      throw DatasetError(
        file: files.labels,
        message: "expected \(images.dimensions[0]) labels, one per image of \(files.images), "
          + "found \(labels.bytes.count)"
      )
    }
    guard !labels.bytes.isEmpty else {
      throw DatasetError(file: files.labels, message: "expected at least one sample, found none")
    }
    if let index = labels.bytes.firstIndex(where: { $0 >= kind.classCount }) {
      throw DatasetError(
        file: files.labels,
        message: "expected labels in 0...\(kind.classCount - 1), "
          + "found \(labels.bytes[index]) at position \(index)"
      )
    }
    self.init(
      shape: shape,
      classCount: kind.classCount,
      maximum: 255,
      inputs: images.bytes,
      labels: labels.bytes
    )
  }
}
