package dev.sonde.agent.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostsFileTest {
    private final HostsFile hosts = HostsFile.parse("""
            127.0.0.1	localhost
            ::1 localhost ip6-localhost
            2001:db8::7 shop.test   # both families
            192.0.2.7 Shop.test www

            not-an-address ignored
            """.lines().toList());

    @Test
    void addresses_areFoundInAnyCaseIpv4First() {
        assertThat(texts("SHOP.test")).containsExactly("192.0.2.7", "2001:db8:0:0:0:0:0:7");
        assertThat(texts("www")).containsExactly("192.0.2.7");
        assertThat(texts("ip6-localhost")).containsExactly("0:0:0:0:0:0:0:1");
    }

    @Test
    void addresses_areNoneForAnUnknownName() {
        assertThat(texts("ignored")).isEmpty();
        assertThat(texts("# both families")).isEmpty();
        assertThat(texts("notlocalhost")).isEmpty();
    }

    @Test
    void addresses_ofLocalhostNeedNoFile() {
        assertThat(HostsFile.EMPTY.addresses("api.localhost")).hasSize(2).allMatch(InetAddress::isLoopbackAddress);
    }

    private List<String> texts(String name) {
        return hosts.addresses(name).stream().map(InetAddress::getHostAddress).toList();
    }
}
