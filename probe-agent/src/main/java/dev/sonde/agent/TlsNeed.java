package dev.sonde.agent;

import dev.sonde.agent.probe.http.HttpProbes;
import dev.sonde.contract.check.Auth;
import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.DnsTarget;
import dev.sonde.contract.check.HttpTarget;
import dev.sonde.contract.check.IcmpTarget;
import dev.sonde.contract.check.Target;
import dev.sonde.contract.check.TcpTarget;
import dev.sonde.contract.check.UdpTarget;

/**
 * Which checks are to find TLS loaded when they begin: all but those that are surely in clear text, and those which a redirect
 * may lead to it but which can begin anew then.
 */
final class TlsNeed {
    private TlsNeed() {}

    static boolean of(Check check) {
        Target target = check.target();
        if (target instanceof HttpTarget http) {
            boolean clear = "http".equalsIgnoreCase(http.url().getScheme())
                    && http.proxy() == null
                    && !(http.auth() instanceof Auth.OAuth2);
            return !clear || (http.redirects().follow() && !HttpProbes.loadsTlsLater(http));
        }
        if (target instanceof TcpTarget tcp) {
            return tcp.tls() != null;
        }
        if (target instanceof DnsTarget dns) {
            return dns.tls() != null;
        }
        return !(target instanceof UdpTarget || target instanceof IcmpTarget);
    }
}
