// One import for users: what a scenario, a method, a critic or a study needs.
@_exported public import CoalitionGames
@_exported public import CreditMethods
@_exported public import CreditNumerics
@_exported public import CreditStatistics
@_exported public import Critics
@_exported public import DecPOMDP
@_exported public import Ground
@_exported public import Scenarios
@_exported public import Simulation
@_exported public import Trajectories
