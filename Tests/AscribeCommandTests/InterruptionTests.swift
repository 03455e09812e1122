import Testing

/// Ctrl-C and requests to terminate.
@Suite struct InterruptionTests {
  /// The run would take hours: the signal comes when its temporary files stand in the folder.
  @Test(arguments: [("INT", Int32(130)), ("TERM", 143)])
  func anInterruptedRunLeavesNoFiles(signal: String, code: Int32) throws {
    try Workplace.use { place in
      let call = try place.shell(
        """
        "$0" run and --methods grpo --episodes 1000 --batches 1000000 --output out &
        tries=0
        until ls out/.ascribe-*.tmp || [ $tries -gt 6000 ]; do
          tries=$((tries + 1))
          sleep 0.01
        done >/dev/null 2>&1
        kill -\(signal) $!
        wait $!
        """)
      #expect(call.code == code)
      #expect(call.output.isEmpty)
      #expect(call.complaints.isEmpty)
      #expect(try place.files() == ["out"])
    }
  }
}
