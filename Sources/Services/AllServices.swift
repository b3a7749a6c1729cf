import Messages
import RPC

/// Every method of the product, on one router.
package enum AllServices {
    /// The router over a store.
    package static func router(_ environment: ServiceEnvironment) -> Router {
        var endpoints = Endpoints(environment)
        endpoints.addStandard()
        endpoints.addIdentity(environment)
        endpoints.addPeople()
        endpoints.addMachine()
        endpoints.addOrganisation()
        endpoints.addRecords()
        endpoints.addVerdict(environment.verdicts)
        endpoints.addEngagement()
        endpoints.addAssessment()
        endpoints.addEvidence(environment)
        endpoints.addAction()
        endpoints.addComparison(environment.verdicts)
        endpoints.addAudit()
        endpoints.addHealth(environment)
        return endpoints.router
    }
}
