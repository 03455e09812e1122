import Foundation
package import Testing

extension Tag {
  /// Takes more than two seconds in a debug build.
  @Tag package static var slow: Self
}

extension Trait where Self == ConditionTrait {
  /// Leaves a test out where ``SlowTests`` says so; it goes with the tag `slow`, since `swift test` cannot select by tag.
  package static var whereSlowTestsRun: Self { SlowTests.condition(in: ProcessInfo.processInfo.environment) }
}

/// Which runs leave slow tests out: those with `ASCRIBE_SKIP_SLOW=1` in their environment.
package enum SlowTests {
  package static let variable = "ASCRIBE_SKIP_SLOW"

  /// The condition that holds where slow tests run.
  package static func condition(in environment: [String: String]) -> ConditionTrait {
    .enabled(if: environment[variable] != "1", "\(variable)=1 leaves slow tests out")
  }
}
