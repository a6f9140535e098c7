package dev.sonde.launcher.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.launcher.endtoend.Jar.Ended;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first thing a newcomer runs. */
class DemoIT {
    @TempDir
    private Path home;

    @Test
    void demo_endsAfterItsWebhookWasVerifiedThoughItsPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String address = "127.0.0.1:" + taken.getLocalPort();

            Ended ended = Jar.run(home, "demo", "--once", "--listen", address);

            assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
            assertThat(ended.out())
                    .startsWith("Sonde demo: ")
                    .containsPattern("http://127.0.0.1:[0-9]+/metrics")
                    .doesNotContain(address)
                    .contains("webhook received, signature verified: incident.opened, page, expired-certificate")
                    .contains("\"type\" : \"incident.opened\"")
                    .contains("certificate: expired")
                    .doesNotContain("refused");
            assertThat(ended.err()).doesNotContain("\tat ").doesNotContain("ERROR");
            try (Stream<Path> left = Files.list(home)) {
                assertThat(left)
                        .as("left in the temporary directory")
                        .noneMatch(path -> path.getFileName().toString().startsWith("sonde-demo"));
            }
        }
    }
}
