package import Ground
import CGSL

/// A network of dense layers on sparse rows: its shape; parameters are one array, layer by layer, a layer's weights
/// (from each input to all outputs) before its offsets.
package struct DenseNetwork: Sendable {
  /// One layer.
  package struct Layer: Sendable {
    /// Number of inputs and of outputs.
    package let inputs, outputs: Int
    /// What it makes of its sums.
    package let activation: Activation
    /// Place of its first weight, and of its first offset.
    package let weights, offsets: Int
  }

  /// The layers, at least one.
  package let layers: [Layer]
  /// Number of parameters.
  package let parameterCount: Int
  /// Number of outputs.
  package var outputs: Int { layers[layers.count - 1].outputs }

  /// A network.
  ///
  /// - Parameters:
  ///   - inputs: Number of inputs.
  ///   - units: Units of each layer, the outputs last.
  ///   - activations: What each layer makes of its sums.
  package init(inputs: Int, units: [Int], activations: [Activation]) {
    precondition(!units.isEmpty && units.count == activations.count, "an activation a layer")
    var layers: [Layer] = []
    var place = 0
    for (units, activation) in zip(units, activations) {
      let inputs = layers.last?.outputs ?? inputs
      layers.append(
        Layer(
          inputs: inputs, outputs: units, activation: activation, weights: place,
          offsets: place + inputs * units))
      place += (inputs + 1) * units
    }
    self.layers = layers
    parameterCount = place
    // The products are OpenBLAS's: held to one thread before the first, so that their digits do not depend on the machine.
    GSL.call {}
  }

  /// First parameters: weights uniform within `sqrt(6 / (inputs + outputs))` of 0, offsets 0. The inputs of the first layer
  /// are counted as those that a row has, because the others are 0.
  ///
  /// Source: Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks",
  /// equation 16.
  ///
  /// - Parameters:
  ///   - stream: Draws; those of episode 0 are used, a turn a parameter.
  ///   - shown: Inputs that a row has.
  package func initialParameters(drawnFrom stream: PhiloxStream, shown: Int) -> [Double] {
    var parameters = [Double](repeating: 0, count: parameterCount)
    for (index, layer) in layers.enumerated() {
      let inputs = index == 0 ? min(shown, layer.inputs) : layer.inputs
      let bound = (6 / Double(inputs + layer.outputs)).squareRoot()
      for place in layer.weights..<layer.offsets {
        let word = stream.word(episode: 0, turn: UInt64(place), draw: 0)
        parameters[place] = bound * (2 * PhiloxStream.unit(word) - 1)
      }
    }
    return parameters
  }

  /// The activations of every layer for some rows.
  ///
  /// - Parameters:
  ///   - rows: All rows.
  ///   - chosen: The rows that are asked for.
  /// - Returns: For every layer the activations of the chosen rows, one after the other.
  package func activations(
    of rows: DesignRows, chosen: [Int32], parameters: [Double]
  ) -> [[Double]] {
    let count = chosen.count
    var result: [[Double]] = []
    for (index, layer) in layers.enumerated() {
      let width = layer.outputs
      var units = [Double](repeating: 0, count: count * width)
      unsafe parameters.withUnsafeBufferPointer { parameters in
        unsafe units.withUnsafeMutableBufferPointer { units in
          for place in 0..<count {
            for unit in 0..<width {
              unsafe units[place * width + unit] = unsafe parameters[layer.offsets + unit]
            }
          }
          if index == 0 {
            for (place, row) in chosen.enumerated() {
              for entry in rows.entries(of: Int(row)) {
                let first = layer.weights + Int(rows.column[entry]) * width
                let value = rows.value[entry]
                for unit in 0..<width {
                  unsafe units[place * width + unit] += value * parameters[first + unit]
                }
              }
            }
          } else {
            unsafe result[index - 1].withUnsafeBufferPointer { below in
              unsafe cblas_dgemm(
                CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(count), Int32(width), Int32(layer.inputs),
                1, below.baseAddress, Int32(layer.inputs),
                parameters.baseAddress.map { unsafe $0 + layer.weights },
                Int32(width), 1, units.baseAddress, Int32(width))
            }
          }
          unsafe layer.activation.apply(to: units, width: width)
        }
      }
      result.append(units)
    }
    return result
  }

  /// Adds the derivatives of a loss by the parameters.
  ///
  /// - Parameters:
  ///   - derivatives: Derivatives of the loss by the outputs of the chosen rows.
  ///   - activations: What ``activations(of:chosen:parameters:)`` gave for them.
  ///   - gradient: Where the derivatives are added.
  package func addGradient(
    of derivatives: consuming [Double], at activations: [[Double]], of rows: DesignRows,
    chosen: [Int32], parameters: [Double], to gradient: inout [Double]
  ) {
    let count = chosen.count
    var above = derivatives
    for index in layers.indices.reversed() {
      let layer = layers[index]
      let width = layer.outputs
      var below = [Double](repeating: 0, count: index == 0 ? 0 : count * layer.inputs)
      unsafe gradient.withUnsafeMutableBufferPointer { gradient in
        unsafe above.withUnsafeMutableBufferPointer { above in
          unsafe activations[index].withUnsafeBufferPointer {
            unsafe layer.activation.pullBack(above, at: $0, width: width)
          }
          for place in 0..<count {
            for unit in 0..<width { unsafe gradient[layer.offsets + unit] += above[place * width + unit] }
          }
          guard index > 0 else {
            for (place, row) in chosen.enumerated() {
              for entry in rows.entries(of: Int(row)) {
                let first = layer.weights + Int(rows.column[entry]) * width
                let value = rows.value[entry]
                for unit in 0..<width { unsafe gradient[first + unit] += value * above[place * width + unit] }
              }
            }
            return
          }
          unsafe activations[index - 1].withUnsafeBufferPointer { inputs in
            unsafe cblas_dgemm(
              CblasRowMajor, CblasTrans, CblasNoTrans, Int32(layer.inputs), Int32(width), Int32(count), 1,
              inputs.baseAddress, Int32(layer.inputs), above.baseAddress, Int32(width), 1,
              gradient.baseAddress.map { unsafe $0 + layer.weights }, Int32(width))
          }
          unsafe parameters.withUnsafeBufferPointer { parameters in
            unsafe below.withUnsafeMutableBufferPointer { below in
              unsafe cblas_dgemm(
                CblasRowMajor, CblasNoTrans, CblasTrans, Int32(count), Int32(layer.inputs), Int32(width), 1,
                above.baseAddress, Int32(width), parameters.baseAddress.map { unsafe $0 + layer.weights },
                Int32(width), 0, below.baseAddress, Int32(layer.inputs))
            }
          }
        }
      }
      above = below
    }
  }
}
