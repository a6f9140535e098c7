package dev.sonde.launcher.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A configuration as an operator would write it, on the disk to be looked at: a check and mostly an SLO for every sample
 * endpoint, and the receiver that is told of breaches.
 *
 * @param directory what {@code --config} names
 * @param file the one file in it
 * @param secrets what {@code --secrets} names
 */
public record SampleConfig(Path directory, Path file, Path secrets) {
    private static final String SECRET_FILE = "demo-webhook";

    /**
     * Writes it.
     *
     * @param home an empty directory
     * @param webhook where messages are POSTed to
     * @param webhookSecret what signs them; it goes into a file of {@link #secrets}, not into the YAML
     */
    public static SampleConfig write(Path home, SampleEndpoints endpoints, String webhook, String webhookSecret)
            throws IOException {
        Path directory = Files.createDirectories(home.resolve("config"));
        Path secrets = Files.createDirectories(home.resolve("secrets"));
        Path file = directory.resolve("sonde.yaml");
        Files.writeString(secrets.resolve(SECRET_FILE), webhookSecret + "\n");
        Path authority = home.resolve("sample-authority.pem");
        Files.writeString(authority, endpoints.authority());
        Files.writeString(file, yaml(endpoints, authority, webhook));
        return new SampleConfig(directory, file, secrets);
    }

    /** {@code whsec_} and 256 random bits. */
    public static String newWebhookSecret() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return "whsec_" + Base64.getEncoder().encodeToString(key);
    }

    private static String yaml(SampleEndpoints endpoints, Path authority, String webhook) {
        return """
                # What `sonde demo` watches. Your own configuration looks just like this.
                defaults: {interval: 1s, timeout: 2s, owner: demo}
                checks:
                  - name: steady
                    service: shop
                    purpose: the good neighbour, to compare with
                    http:
                      url: %s
                      expect: {body: {contains: '"status":"ok"'}}
                  - name: slow-tail
                    service: shop
                    purpose: fine on average, one in ten is slow
                    http: {url: %s}
                  - name: flaky
                    service: payments
                    purpose: every third answer is 503, so it is never down and yet breaks its promise
                    http: {url: %s}
                  - name: expired-certificate
                    service: login
                    purpose: its certificate ran out a month ago
                    certificate: {warn: 0}     # too late for a ticket: its runs fail, and that pages
                    http: {url: %s, tls: {ca_file: %s}}
                slos:
                  - {name: steady-availability, check: steady, objective: 99.9%%, window: 30d}
                  - {name: slow-tail-latency, check: slow-tail, objective: 99%%, threshold: 300ms, window: 7d}
                  - {name: flaky-availability, check: flaky, objective: 99.9%%, window: 7d}
                  - {name: login-availability, check: expired-certificate, objective: 99.5%%, window: 30d}
                receivers:
                  - {name: demo-desk, webhook: {url: '%s', secret: '${file:%s}'}}
                routes:
                  - {receiver: demo-desk}
                """.formatted(
                        endpoints.steady(),
                        endpoints.slowTail(),
                        endpoints.flaky(),
                        endpoints.expiredCertificate(),
                        authority,
                        webhook,
                        SECRET_FILE);
    }
}
