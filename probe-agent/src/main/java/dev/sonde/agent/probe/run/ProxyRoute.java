package dev.sonde.agent.probe.run;

import dev.sonde.agent.probe.connect.Tunnel;
import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.fence.AddressFence;
import dev.sonde.contract.result.FailureReason;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * The way through an HTTP proxy, which is dialled in place of the target and resolves the target's name itself. Printing
 * shows no header. Immutable.
 *
 * @param proxy where it listens
 * @param headers of the CONNECT request, secrets in place, each line with its end
 */
public record ProxyRoute(Endpoint proxy, String headers) {
    /** The tunnel to be asked for. */
    public Tunnel to(String host, int port) {
        String authority = (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        return new Tunnel(authority, headers);
    }

    /**
     * How a run ends whose target is an address that may not be probed; null if it may, or is a name, which only the proxy
     * will look up.
     */
    public @Nullable Verdict refusal(String host, AddressFence fence) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        try {
            return literal == null || fence.permits(InetAddress.getByAddress(literal))
                    ? null
                    : Verdict.failure(
                            FailureReason.BLOCKED, host + ": address " + host + " may not be probed from here");
        } catch (UnknownHostException e) {
            throw new IllegalStateException("address of " + literal.length + " bytes", e);
        }
    }

    @Override
    public String toString() {
        return "proxy " + proxy;
    }
}
