import CGSL
import Testing

@testable import CreditStatistics

struct GSLTests {
  @Test func aStatusBecomesATypedErrorAndDoesNotAbort() {
    // Asking for the 2 smallest of 1 number is GSL_EINVAL, on which GSL's own handler would abort the process.
    var smallest = [0.0, 0.0]
    let numbers = [1.0]
    #expect(throws: GSLError(routine: "gsl_sort_smallest", code: .invalidArgument)) {
      try GSL.check("gsl_sort_smallest") { gsl_sort_smallest(&smallest, 2, numbers, 1, 1) }
    }
  }

  @Test func aDomainErrorIsThrown() {
    #expect(throws: GSLError(routine: "gsl_cdf_beta_Pinv", code: .domain)) {
      try GSL.number("gsl_cdf_beta_Pinv") { gsl_cdf_beta_Pinv(-1, 1, 1) }
    }
  }

  @Test func memoryThatCannotBeHadIsThrown() {
    #expect(throws: GSLError(routine: "gsl_rng_alloc", code: .noMemory)) {
      _ = try GSL.allocate("gsl_rng_alloc") { nil as UnsafeMutablePointer<gsl_rng>? }
    }
  }

  @Test func anErrorNamesRoutineAndReason() {
    let error = GSLError(routine: "gsl_fit_wmul", code: .noMemory)
    #expect(error.description == "gsl_fit_wmul failed: malloc failed (GSL code 8).")
  }

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
