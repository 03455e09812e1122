import CGSL
package import Ground

/// Random numbers of GSL's distributions, made of addressed draws: GSL reads a generator of ours that gives the words of one
/// address after the other, so that what is drawn at an address is the same whatever was drawn before.
///
/// Safe, because the pointers never leave the value, and GSL keeps none.
@safe
package struct DirichletDraws: ~Copyable {
  /// The words at an address, in the order of their blocks.
  private struct Words {
    let stream: PhiloxStream
    var episode: UInt64 = 0
    var turn: UInt64 = 0
    var draw: UInt64 = 0
    /// The next block.
    var branch: UInt64 = 0
    var block = PhiloxBlock(0, 0, 0, 0)
    /// Words of the block that were given; 4 before the first.
    var given: UInt64 = 4

    mutating func next() -> UInt64 {
      if given == 4 {
        block = stream.block(episode: episode, turn: turn, draw: draw, branch: branch)
        branch += 1
        given = 0
      }
      defer { given += 1 }
      return block[given]
    }
  }

  private let words: UnsafeMutablePointer<Words>
  private let type: UnsafeMutablePointer<gsl_rng_type>
  private let generator: UnsafeMutablePointer<gsl_rng>

  /// Draws of a stream, at its address 0, 0, 0.
  package init(_ stream: PhiloxStream) {
    unsafe words = .allocate(capacity: 1)
    unsafe words.initialize(to: Words(stream: stream))
    let name: StaticString = "ascribe_philox"
    unsafe type = .allocate(capacity: 1)
    unsafe type.initialize(
      to: gsl_rng_type(
        name: UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self),
        max: .max, min: 0, size: MemoryLayout<Words>.size,
        // A seed is part of an address; nothing is seeded anew.
        set: { _, _ in },
        get: { state in
          guard let state = unsafe state else { return 0 }
          return UInt(unsafe state.assumingMemoryBound(to: Words.self).pointee.next())
        },
        get_double: { state in
          guard let state = unsafe state else { return 0 }
          return PhiloxStream.unit(unsafe state.assumingMemoryBound(to: Words.self).pointee.next())
        }))
    unsafe generator = .allocate(capacity: 1)
    unsafe generator.initialize(to: gsl_rng(type: type, state: words))
  }

  deinit {
    unsafe generator.deallocate()
    unsafe type.deallocate()
    unsafe words.deallocate()
  }

  /// Goes to an address: what is drawn next is its first.
  package mutating func begin(episode: UInt64, turn: UInt64, draw: UInt64) {
    unsafe words.pointee.episode = episode
    unsafe words.pointee.turn = turn
    unsafe words.pointee.draw = draw
    unsafe words.pointee.branch = 0
    unsafe words.pointee.given = 4
  }

  /// A number in `[0, 1)`.
  package mutating func unit() -> Double {
    PhiloxStream.unit(unsafe words.pointee.next())
  }

  /// Probabilities drawn from a Dirichlet distribution: gamma deviates, divided by their sum.
  ///
  /// - Parameters:
  ///   - shape: The distribution's parameters, none negative, and one at least above 0 in the range; where one is 0 so is the
  ///     probability.
  ///   - range: The places whose parameters make the distribution.
  ///   - probability: Receives the probabilities at the same places.
  package mutating func dirichlet(_ shape: [Double], in range: Range<Int>, to probability: inout [Double]) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= shape.count && range.upperBound <= probability.count,
      "places \(range) of \(shape.count) parameters and \(probability.count) probabilities")
    // One outcome alone is sure.
    guard range.count > 1 else {
      for place in range { probability[place] = 1 }
      return
    }
    let generator = unsafe generator
    unsafe shape.withUnsafeBufferPointer { shape in
      unsafe probability.withUnsafeMutableBufferPointer { probability in
        GSL.call {
          guard let shape = shape.baseAddress, let probability = probability.baseAddress else {
            return
          }
          unsafe gsl_ran_dirichlet(
            generator, range.count, shape + range.lowerBound, probability + range.lowerBound)
        }
      }
    }
  }
}
