import Messages
import RPC

/// Every method of the product, on one router.
package enum AllServices {
    /// The router over a store.
    /// - Parameter extending: adds methods that are not the product's.
    package static func router(
        _ environment: ServiceEnvironment, extending: (inout Router) -> Void = { _ in }
    ) -> Router {
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
        endpoints.extend(extending)
        var services = Set(endpoints.router.services + [Methods.Health.fullName])
        if environment.offersReflection { services.formUnion(Reflection.services) }
        endpoints.addHealth(environment, services: services)
        if environment.offersReflection { endpoints.addReflection(services: services) }
        return endpoints.router
    }
}
