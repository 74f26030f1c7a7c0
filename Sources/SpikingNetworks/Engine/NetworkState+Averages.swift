extension NetworkState {
  /// The arrays that training changes, layer after layer.
  var arrays: [ParameterArray] { layers.flatMap(\.arrays) }

  /// The parameters with the moving averages of what training changes.
  ///
  /// Running statistics of normalisations are averages already and stay as they are.
  var averagedParameters: NetworkParameters {
    for array in arrays { array.exchangeAverage() }
    defer { for array in arrays { array.exchangeAverage() } }
    return parameters
  }
}
