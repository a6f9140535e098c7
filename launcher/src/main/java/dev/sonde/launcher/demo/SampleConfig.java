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
 * @param secrets what {@code --secrets} names
 * @param webhookSecret what signs the messages; also in a file of {@code secrets}
 */
public record SampleConfig(Path directory, Path secrets, String webhookSecret) {
    private static final String SECRET_FILE = "demo-webhook";

    /**
     * Writes it.
     *
     * @param home an empty directory
     * @param webhook where messages are POSTed to
     */
    public static SampleConfig write(Path home, SampleEndpoints endpoints, String webhook) throws IOException {
        Path directory = Files.createDirectories(home.resolve("config"));
        Path secrets = Files.createDirectories(home.resolve("secrets"));
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        String webhookSecret = "whsec_" + Base64.getEncoder().encodeToString(key);
        Files.writeString(secrets.resolve(SECRET_FILE), webhookSecret + "\n");
        Files.writeString(directory.resolve("sonde.yaml"), yaml(endpoints, webhook));
        return new SampleConfig(directory, secrets, webhookSecret);
    }

    private static String yaml(SampleEndpoints endpoints, String webhook) {
        return """
                # What `sonde demo` watches. Your own configuration looks just like this.
                defaults: {interval: 1s, timeout: 2s}
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
                    http: {url: %s}
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
                        webhook,
                        SECRET_FILE);
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "SampleConfig[" + directory + "]";
    }
}
