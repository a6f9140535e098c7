package dev.sonde.agent.blackbox.prober;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeFenceTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "192.168.0.1",
                "169.254.169.254",
                "100.64.0.1",
                "::1",
                "fe80::1",
                "fd00::1",
                "::ffff:10.0.0.1",
                "168.63.129.16",
                "2002:a00:1::",
                "64:ff9b::a00:1",
                "2001::1",
                "0.0.0.0"
            })
    void addresses_deniesAllThatIsNotPublicByDefault(String address) throws UnknownHostException {
        ProbeFence fence = ProbeFence.of(List.of(), List.of());

        assertThat(fence.addresses().permits(InetAddress.getByName(address))).isFalse();
        assertThat(fence.permitsLiteral(address, InetAddress.getByName(address)))
                .isFalse();
    }

    @Test
    void addresses_permitsThePublicInternetAndRangesThatAreAllowed() throws UnknownHostException {
        ProbeFence fence = ProbeFence.of(List.of("127.0.0.0/8", "fd00::/8"), List.of());

        assertThat(fence.addresses().permits(InetAddress.getByName("127.0.0.1")))
                .isTrue();
        assertThat(fence.addresses().permits(InetAddress.getByName("fd00::5"))).isTrue();
        assertThat(fence.addresses().permits(InetAddress.getByName("9.9.9.9"))).isTrue();
        assertThat(fence.addresses().permits(InetAddress.getByName("10.0.0.1"))).isFalse();
    }

    @Test
    void addresses_deniesWhatIsDeniedWhateverAllowsIt() throws UnknownHostException {
        ProbeFence fence = ProbeFence.of(List.of("10.0.0.0/8"), List.of("10.0.0.5", "9.9.9.0/24"));

        assertThat(fence.addresses().permits(InetAddress.getByName("10.0.0.4"))).isTrue();
        assertThat(fence.addresses().permits(InetAddress.getByName("10.0.0.5"))).isFalse();
        assertThat(fence.addresses().permits(InetAddress.getByName("9.9.9.9"))).isFalse();
    }

    @Test
    void permitsName_takesAnyUntilOneIsAllowed() {
        assertThat(ProbeFence.of(List.of(), List.of()).permitsName("anything.example"))
                .isTrue();
        ProbeFence fence = ProbeFence.of(List.of("*.example.org", "10.0.0.0/8"), List.of("secret.*"));

        assertThat(fence.permitsName("Shop.Example.ORG.")).isTrue();
        assertThat(fence.permitsName("example.org")).isFalse();
        assertThat(fence.permitsName("shop.example.org.evil.net")).isFalse();
        assertThat(fence.permitsName("secret.example.org")).isFalse();
    }

    @Test
    void permitsLiteral_holdsAListOfNamesAgainstAddressesToo() throws UnknownHostException {
        ProbeFence fence = ProbeFence.of(List.of("*.example.org", "10.0.0.0/8"), List.of());

        assertThat(fence.permitsLiteral("9.9.9.9", InetAddress.getByName("9.9.9.9")))
                .isFalse();
        assertThat(fence.permitsLiteral("10.0.0.1", InetAddress.getByName("10.0.0.1")))
                .isTrue();
    }

    @Test
    void permitsPath_takesOnlyWhatIsAllowed() {
        ProbeFence fence = ProbeFence.of(List.of("/run/app/*.sock"), List.of("/run/app/admin.sock"));

        assertThat(fence.permitsPath("/run/app/web.sock")).isTrue();
        assertThat(fence.permitsPath("/run/app/admin.sock")).isFalse();
        assertThat(fence.permitsPath("/run/app/../docker.sock")).isFalse();
        assertThat(fence.permitsPath("/run/docker.sock")).isFalse();
        assertThat(ProbeFence.of(List.of(), List.of()).permitsPath("/run/docker.sock"))
                .isFalse();
    }

    @Test
    void permitsName_holdsEverySpellingOfANameAgainstWhatIsDenied() {
        ProbeFence fence = ProbeFence.of(List.of(), List.of("*.corp.example", "b\u00fccher.example"));

        assertThat(fence.permitsName("shop.example")).isTrue();
        for (String spelling : List.of(
                "wiki.corp.example",
                "WIKI.CORP.EXAMPLE.",
                "wiki\u3002corp\uff0eexample",
                "\uff57iki.\uff43orp.example",
                "xn--bcher-kva.example",
                "B\u00dcCHER.example",
                "wiki..corp.example",
                "wiki.corp.example..",
                "")) {
            assertThat(fence.permitsName(spelling)).as(spelling).isFalse();
        }
    }

    @Test
    void permitsPath_takesOneSpellingOfAPathAlone() {
        ProbeFence fence = ProbeFence.of(List.of("/run/*"), List.of("/run/docker.sock"));

        assertThat(fence.permitsPath("/run/app/web.sock")).isTrue();
        assertThat(fence.permitsPath("/run/app/..web.sock")).isTrue();
        for (String spelling : List.of(
                "/run/docker.sock",
                "/run//docker.sock",
                "/run/./docker.sock",
                "/run/app/../docker.sock",
                "/run/docker.sock/.",
                "/run/docker.sock\u0000.sock",
                "run/docker.sock",
                "\u0000docker")) {
            assertThat(fence.permitsPath(spelling)).as(spelling).isFalse();
        }
    }

    @Test
    void of_refusesARangeThatIsNone() {
        assertThatThrownBy(() -> ProbeFence.of(List.of("10.0.0.0/33"), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
