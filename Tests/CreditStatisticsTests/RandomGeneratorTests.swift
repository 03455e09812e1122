@testable import CreditStatistics
import Testing

@Suite struct RandomGeneratorTests {
  /// SplitMix64's first outputs for the seeds 0 and 1 are e220a8397b1dcdaf and 910a2dec89025cc1 (Vigna's reference).
  @Test func seedsAreMixedToTheUpperHalf() {
    #expect(RandomGenerator.folded(0) == 0xE220_A839)
    #expect(RandomGenerator.folded(1) == 0x910A_2DEC)
    #expect(RandomGenerator.folded(1) != RandomGenerator.folded(1 << 32))
  }

  @Test func drawsComeFromTheSourceAndRepeatForASeed() throws {
    let source = [10, 20, 30]
    var draws = [Int](repeating: 0, count: 64)
    var again = draws
    var other = draws
    var generator = try RandomGenerator(seed: 5)
    generator.draw(into: &draws, from: source)
    var same = try RandomGenerator(seed: 5)
    same.draw(into: &again, from: source)
    var different = try RandomGenerator(seed: 6)
    different.draw(into: &other, from: source)
    #expect(Set(draws) == Set(source))
    #expect(draws == again)
    #expect(draws != other)
  }
}
