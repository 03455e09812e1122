import Testing

/// Ctrl-C and requests to terminate.
@Suite struct InterruptionTests {
  /// The run would take hours: the signal comes when its temporary files stand. Batches that were finished by then are kept, and said
  /// to be.
  @Test(arguments: [("INT", Int32(130)), ("TERM", 143), ("HUP", 129)])
  func anInterruptedRunLeavesNoFiles(signal: String, code: Int32) throws {
    try Workplace.use { place in
      let call = try place.shell(
        """
        (
          tries=0
          until ls .ascribe-*.tmp/trace.jsonl || ls .ascribe-*.tmp/.ascribe-*.tmp || [ $tries -gt 6000 ]; do
            tries=$((tries + 1))
            sleep 0.01
          done
          kill -\(signal) $$
        ) >/dev/null 2>&1 &
        exec "$0" run and --methods grpo --episodes 1000 --batches 1000000 --output out
        """)
      #expect(call.code == code)
      #expect(call.output.isEmpty)
      let kept = try place.files()
      #expect(kept.isEmpty || kept == ["out.unfinished"])
      #expect(
        kept.isEmpty
          ? call.complaints.isEmpty
          : call.complaints.hasSuffix("kept in out.unfinished; --resume goes on.\n"), "\(call.complaints)")
    }
  }

  /// A signal that was ignored when the command began stays so.
  @Test func whatWasIgnoredStaysIgnored() throws {
    try Workplace.use { place in
      let call = try place.shell(
        """
        trap '' HUP INT
        (
          for i in 1 2 3 4 5 6 7 8 9 10; do
            kill -HUP $$ && kill -INT $$
            sleep 0.01
          done
        ) >/dev/null 2>&1 &
        exec "$0" run or --methods grpo --episodes 8 --batches 2 --output out
        """)
      #expect(call.code == 0 && call.complaints.isEmpty)
      #expect(try place.files().contains("out/results.json"))
    }
  }
}
