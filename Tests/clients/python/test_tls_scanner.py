"""The server's TLS as sslyze sees it, held to Mozilla's intermediate profile (https://wiki.mozilla.org/Security/Server_Side_TLS).

The profile comes with sslyze, so nothing is fetched. Needs LM2_TEST_SERVER, LM2_TEST_MACHINES and LM2_TEST_CERTIFICATES.
"""
import os
import pathlib
import sys
import unittest

import sslyze
from sslyze.mozilla_tls_profile import tls_config_checker as mozilla

sys.dont_write_bytecode = True
CERTIFICATES = pathlib.Path(os.environ["LM2_TEST_CERTIFICATES"])


class ProfileTests(unittest.TestCase):
    def scan(self, variable, **network):
        host, port = os.environ[variable].rsplit(":", 1)
        scanner = sslyze.Scanner()
        scanner.queue_scans([
            sslyze.ServerScanRequest(
                server_location=sslyze.ServerNetworkLocation(hostname="localhost", ip_address=host, port=int(port)),
                network_configuration=sslyze.ServerNetworkConfiguration(
                    tls_server_name_indication="localhost", **network),
                scan_commands=mozilla.SCAN_COMMANDS_NEEDED_BY_MOZILLA_CHECKER,
                scan_commands_extra_arguments=sslyze.ScanCommandsExtraArguments(
                    certificate_info=sslyze.CertificateInfoExtraArgument(custom_ca_file=CERTIFICATES / "ca.pem")))])
        return next(scanner.get_results())

    def comply(self, result):
        self.assertEqual(result.connectivity_error_trace, None, result.connectivity_error_trace)
        profile = mozilla.MozillaTlsConfiguration.get(mozilla.TlsConfigurationEnum.MOZILLA_INTERMEDIATE)
        try:
            mozilla.check_server_against_tls_configuration(result, profile)
        except mozilla.ServerNotCompliantWithTlsConfiguration as wrong:
            self.fail("\n".join(f"{name}: {text}" for name, text in wrong.issues.items()))
        # What was scanned was really there: a profile is easily kept by a server that speaks nothing.
        for version in ("tls_1_2", "tls_1_3"):
            suites = getattr(result.scan_result, version + "_cipher_suites").result.accepted_cipher_suites
            self.assertGreaterEqual(len(suites), 2, version)

    def test_the_address_for_people(self):
        self.comply(self.scan("LM2_TEST_SERVER"))

    def test_the_address_for_machines(self):
        self.comply(self.scan(
            "LM2_TEST_MACHINES", tls_client_auth_credentials=sslyze.ClientAuthenticationCredentials(
                certificate_chain_path=CERTIFICATES / "client.pem", key_path=CERTIFICATES / "client.key")))


if __name__ == "__main__":
    unittest.main()
