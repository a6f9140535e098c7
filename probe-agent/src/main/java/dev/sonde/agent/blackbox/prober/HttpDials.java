package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.ClientSettings.ProxySettings;
import dev.sonde.agent.blackbox.module.HttpModule;
import dev.sonde.agent.blackbox.module.IpChoice;
import dev.sonde.agent.probe.connect.Dial;
import dev.sonde.agent.probe.connect.TlsProfile;
import dev.sonde.agent.probe.connect.Tunnel;
import dev.sonde.agent.probe.run.Reach;
import dev.sonde.agent.probe.run.Verdict;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Where each request of an attempt is sent: straight to an address, resolved first, or to a proxy. */
final class HttpDials {
    private final Attempt attempt;
    private final HttpModule module;
    private final HttpPreparation prepared;
    private final BiConsumer<HttpHop, Dial> open;

    /** @param open goes on with the dial that was made */
    HttpDials(Attempt attempt, HttpModule module, HttpPreparation prepared, BiConsumer<HttpHop, Dial> open) {
        this.attempt = attempt;
        this.module = module;
        this.prepared = prepared;
        this.open = open;
    }

    /** Dials what a redirect leads to. */
    void follow(HttpHop from, HttpHop next) {
        Dial last = from.dial;
        if (!isDirect()) {
            dial(next, null);
        } else if (last != null && next.url().host().equals(from.url().host())) {
            direct(next, last.address()); // what was resolved before is where a relative reference leads
        } else {
            resolve(next);
        }
    }

    /** HTTP/3 goes through no proxy, as there. */
    private boolean isDirect() {
        return module.http3() || !HttpProxies.any(module.client().proxy());
    }

    private void resolve(HttpHop hop) {
        attempt.doing("resolving " + hop.url().host());
        IpChoice any = new IpChoice(module.ip().preferred(), true, null);
        attempt.addresses(hop.url().host(), any, new Reach.Listener() {
            @Override
            public void chosen(List<InetAddress> addresses) {
                direct(hop, addresses.get(0));
            }

            @Override
            public void refused(Verdict verdict) {
                attempt.refuse(verdict);
            }
        });
    }

    /** @param address null if the name was not resolved, since a proxy may do that */
    void dial(HttpHop hop, @Nullable InetAddress address) {
        ProxySettings proxy = module.client().proxy();
        if (isDirect() && address != null) {
            direct(hop, address);
            return;
        }
        attempt.blocking(() -> new Route(HttpProxies.to(hop.url(), proxy, prepared.environment())), route -> {
            HttpProxies.Way way = route.way();
            if (way != null && !attempt.permits(hop.url().host())) {
                attempt.refuse(Attempt.blocked(hop.url().host()));
            } else if (way != null) {
                attempt.ownAddress(way.host(), proxyAddress -> through(hop, address, way, proxyAddress));
            } else if (address != null) {
                direct(hop, address);
            } else {
                resolve(hop);
            }
        });
    }

    /** @param way null goes straight to the target */
    private record Route(HttpProxies.@Nullable Way way) {}

    private void direct(HttpHop hop, InetAddress address) {
        open.accept(hop, newDial(hop, address, hop.url().port()));
    }

    /** As Go does: a tunnel for TLS, else the proxy is asked for the whole URL; by address if the name was resolved. */
    private void through(HttpHop hop, @Nullable InetAddress address, HttpProxies.Way way, InetAddress proxyAddress) {
        Dial dial = newDial(hop, proxyAddress, way.port());
        String host = address == null ? hop.url().authorityHost() : bracketed(address);
        String authority = host + ":" + hop.url().port();
        if (hop.url().secure()) {
            dial.leadThrough(new Tunnel(authority, way.connectHeaders()));
        } else {
            hop.wholeUrl = "http://" + authority + hop.url().target();
            if (way.authorization() != null) {
                hop.headers().set("Proxy-Authorization", way.authorization());
            }
        }
        open.accept(hop, dial);
    }

    private static String bracketed(InetAddress address) {
        String text = NetUtil.toAddressString(address);
        return text.indexOf(':') < 0 ? text : "[" + text + "]";
    }

    private Dial newDial(HttpHop hop, InetAddress address, int port) {
        TlsProfile tls = hop.url().secure() ? prepared.tls().profile() : null;
        return new Dial(address, port, tls, null, attempt.loop().settings().nanoClock());
    }
}
