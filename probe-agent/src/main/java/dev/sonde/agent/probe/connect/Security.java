package dev.sonde.agent.probe.connect;

import io.netty.util.NetUtil;
import java.util.List;

/**
 * How one connection is secured. Immutable.
 *
 * @param profile the check's
 * @param peerName sent as server name and verified; an address is only verified
 * @param offers by ALPN; empty is without ALPN
 */
public record Security(TlsProfile profile, String peerName, List<String> offers) {
    /**
     * Without ALPN.
     *
     * @param host a name, a trailing dot being left out, or an address
     */
    public static Security of(TlsProfile profile, String host, List<String> offers) {
        boolean dotted = host.endsWith(".") && !NetUtil.isValidIpV6Address(host);
        return new Security(profile, dotted ? host.substring(0, host.length() - 1) : host, List.copyOf(offers));
    }
}
