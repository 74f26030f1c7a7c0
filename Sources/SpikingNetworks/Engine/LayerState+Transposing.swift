extension LayerState {
  /// Brings the columns of `inputs` of a dense layer's transposed weights up to date.
  func transpose(_ inputs: Range<Int>) {
    let (source, target) = (weights.values.base, transposed.base)
    let (width, inputWidth) = (plan.width, plan.inputWidth)
    let (channels, pitch) = (plan.geometry.pooled.channels, plan.inputPitch)
    for output in 0..<plan.channels {
      let row = target + output * inputWidth
      if channels == plan.inputs {
        for input in inputs { row[input] = source[input * width + output] }
      } else {
        for input in inputs {
          row[input / channels * pitch + input % channels] = source[input * width + output]
        }
      }
    }
  }

  /// Brings the transposed weights of a convolution up to date.
  func transposeKernel() {
    let (source, target) = (weights.values.base, transposed.base)
    let (width, channels, pitch) = (plan.width, plan.geometry.pooled.channels, plan.inputPitch)
    let area = plan.geometry.kernel.area
    for place in 0..<area {
      for channel in 0..<channels {
        let row = source + (place * channels + channel) * width
        if plan.spreadsWinners {
          for output in 0..<plan.channels {
            target[(output * area + place) * pitch + channel] = row[output]
          }
        } else {
          let mirrored = area - 1 - place
          for output in 0..<plan.channels {
            target[(mirrored * width + output) * pitch + channel] = row[output]
          }
        }
      }
    }
  }

  /// Brings the transposed recurrent weights that leave `neurons` up to date.
  func transposeRecurrent(_ neurons: Range<Int>) {
    guard let recurrent else { return }
    for from in neurons {
      for to in 0..<plan.channels {
        recurrentTransposed.base[to * plan.width + from] =
          recurrent.values.base[from * plan.width + to]
      }
    }
  }
}
