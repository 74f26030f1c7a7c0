import CVectorKernels

extension LayerState {
  /// Brings what is derived from the weight rows in `rows` up to date; a convolution hands in all of them.
  func refreshWeights(_ rows: Range<Int>, _ kernels: VectorKernels) {
    if transposed.count > 0 {
      if plan.convolution == nil { transpose(rows) } else { transposeKernel() }
    }
    if patterns.count > 0, var convolution = plan.convolution {
      kernels.table.pattern_table(&convolution, forwardWeights, patterns.base)
    }
  }

  /// Brings the columns of `inputs` of a dense layer's transposed weights up to date.
  private func transpose(_ inputs: Range<Int>) {
    let (source, target) = (forwardWeights, transposed.base)
    let inputWidth = plan.inputWidth
    let (channels, pitch) = (plan.geometry.pooled.channels, plan.inputPitch)
    for output in 0..<plan.channels {
      let row = target + output * inputWidth
      let start = output / plan.panel * plan.panel
      let width = plan.panelColumns(start)
      let column = source + start * plan.weightRows + output - start
      let unit = integers?.scale.base[output] ?? 1
      if channels == plan.inputs {
        for input in inputs { row[input] = unit * column[input * width] }
      } else {
        for input in inputs {
          row[input / channels * pitch + input % channels] = unit * column[input * width]
        }
      }
    }
  }

  /// Brings the transposed weights of a convolution up to date; the border of a kernel stays 0.
  private func transposeKernel() {
    let (source, target) = (forwardWeights, transposed.base)
    let (width, channels, pitch) = (plan.width, plan.geometry.pooled.channels, plan.inputPitch)
    let (kernel, whole) = (plan.geometry.kernel, plan.backwardKernel)
    let (top, left) = ((whole.height - kernel.height) / 2, (whole.width - kernel.width) / 2)
    for place in 0..<kernel.area {
      let (y, x) = (place / kernel.width + top, place % kernel.width + left)
      for channel in 0..<channels {
        let row = source + (place * channels + channel) * width
        for output in 0..<plan.channels {
          target[((output * whole.height + y) * whole.width + x) * pitch + channel] =
            (integers?.scale.base[output] ?? 1) * row[output]
        }
      }
    }
  }

  /// Brings the transposed recurrent weights that leave `neurons` up to date.
  func transposeRecurrent(_ neurons: Range<Int>) {
    guard let source = forwardRecurrent else { return }
    for from in neurons {
      for to in 0..<plan.channels {
        recurrentTransposed.base[to * plan.width + from] =
          (integers?.recurrentScale.base[to] ?? 1) * source[from * plan.width + to]
      }
    }
  }
}
