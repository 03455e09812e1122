import CGSL
import Testing

@testable import CreditNumerics

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
    #expect(throws: GSLError(routine: "gsl_vector_alloc", code: .noMemory)) {
      _ = try GSL.allocate("gsl_vector_alloc") { nil as UnsafeMutablePointer<gsl_vector>? }
    }
  }

  @Test func anErrorNamesRoutineAndReason() {
    let error = GSLError(routine: "gsl_fit_wmul", code: .noMemory)
    #expect(error.description == "gsl_fit_wmul failed: malloc failed (GSL code 8).")
  }
}
