/// Exact values and credits of one scenario under one joint policy.
public struct ExactSolution: Sendable {
}
