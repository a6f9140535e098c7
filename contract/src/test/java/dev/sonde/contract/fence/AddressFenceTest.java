package dev.sonde.contract.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressFenceTest {
    @ParameterizedTest(name = "{0}: operator {1}, public only {2}")
    @CsvSource({
        "93.184.216.34, true, true",
        "2606:2800:220:1:248:1893:25c8:1946, true, true",
        "127.0.0.1, true, false",
        "::1, true, false",
        "10.1.2.3, true, false",
        "192.168.1.1, true, false",
        "172.31.255.255, true, false",
        "172.32.0.0, true, true",
        "fd12::1, true, false",
        "169.254.169.254, false, false",
        "fe80::1, false, false",
        "fd00:ec2::254, false, false",
        "100.100.100.200, false, false",
        // IPv4 carried in IPv6
        "64:ff9b::a9fe:a9fe, false, false",
        "2002:a9fe:a9fe::1, false, false",
        "64:ff9b::5db8:d822, true, true",
    })
    void address_isPermittedOrNot(String address, boolean operator, boolean publicOnly) throws UnknownHostException {
        InetAddress parsed = InetAddress.getByName(address);

        assertThat(AddressFence.operator().permits(parsed)).isEqualTo(operator);
        assertThat(AddressFence.publicOnly().permits(parsed)).isEqualTo(publicOnly);
        assertThat(AddressFence.open().permits(parsed)).isTrue();
    }

    @Test
    void allowedRange_goesBeforeTheDenied() throws UnknownHostException {
        AddressFence fence = AddressFence.of(List.of(AddressRange.parse("169.254.169.254")), AddressFence.METADATA);

        assertThat(fence.permits(InetAddress.getByName("169.254.169.254"))).isTrue();
        assertThat(fence.permits(InetAddress.getByName("169.254.169.253"))).isFalse();
    }

    @ParameterizedTest(name = "{0} holds {1}: {2}")
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.9.8.7/8, 10.0.0.1, true",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "0.0.0.0/0, 1.2.3.4, true",
        "0.0.0.0/0, ::1, false",
        "fe80::/10, febf:ffff::1, true",
        "fe80::/10, fec0::1, false",
        "2001:db8::1:0:0:1, 2001:db8:0:0:1:0:0:1, true",
        "1:2:3:4:5:6:7:8/127, 1:2:3:4:5:6:7:9, true",
        "::/0, 2001:db8::1, true",
    })
    void range_holdsItsAddresses(String range, String address, boolean holds) throws UnknownHostException {
        assertThat(AddressRange.parse(range).contains(InetAddress.getByName(address)))
                .isEqualTo(holds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "10.0.0", "10.0.0.0.0", "10.0.0.256", "10.0.0.01", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1",
                "localhost", ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "::12345", "::/129",
                "1:2:3:4:5:6:7:8::", "::ffff:1.2.3.4", "fe80::1%eth0"
            })
    void whatIsNoRange_isRefused(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(text + " (expected: an address or a range such as 10.0.0.0/8 or fd00::/8)");
    }
}
