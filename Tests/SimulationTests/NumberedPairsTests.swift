import Simulation
import Testing

@Suite struct NumberedPairsTests {
  /// After a removal pairs are numbered from 0 again, however many there were.
  @Test func removedPairsAreForgotten() {
    var pairs = NumberedPairs()
    for count: Int32 in [1000, 3, 3, 0, 500] {
      for number in 0..<count {
        #expect(pairs.insert(number / 7, number % 7) == (number, true))
        #expect(pairs.insert(number / 7, number % 7) == (number, false))
      }
      pairs.removeAll()
    }
  }
}
