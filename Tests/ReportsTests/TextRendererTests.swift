import Ground
import Reports
import Testing

@Suite("Documents as text")
struct TextRendererTests {
  @Test("every kind of part has its golden text")
  func golden() {
    #expect(
      TextRenderer().render(Samples.everyKind) == """
        relay: four agents repair a bug
        Policy default, memory last.

        > The reviewer matters most. (0.312 at turn 9)

        Methods
        ───────

        Settings
        seed     0
        batches  20 of 128 episodes

        Agreement (in points; by Spearman, largest first)
        method       Spearman                           bias          zero   replays
        coma            1.000 [1.000, 1.000]        +0.2500*          6.2%  10-1,200
        c3              0.311                        0.0000   100.0% of 12   105,462
        grpo    undefined (1)                 undefined (2)                        ·
        * where p is below 0.05
        undefined (1): all values are equal, so there is no variation to compare with
        undefined (2): no unit is left to count
        without interval: 1 found, at least 2 needed

        Credit
        agent         t0       t1
        planner  +0.250░        ·
        coder    -1.000█  +0.500▒

        Policy
        agent-0
          none: listen

        note: One batch only.

        """)
  }

  @Test("what is too wide goes on below, with the names of its rows")
  func narrow() {
    #expect(
      TextRenderer(width: 40).render(Samples.everyKind).contains(
        """
        method       Spearman
        coma            1.000 [1.000, 1.000]
        c3              0.311
        grpo    undefined (1)
        method            bias          zero
        coma          +0.2500*          6.2%
        c3             0.0000   100.0% of 12
        grpo    undefined (2)
        method   replays
        coma    10-1,200
        """))
  }
}
