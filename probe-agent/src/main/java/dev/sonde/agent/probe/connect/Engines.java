package dev.sonde.agent.probe.connect;

import io.netty.channel.epoll.Epoll;
import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/**
 * Which of the two event-loop transports and TLS engines this process uses; the fast ones where their native libraries
 * load. Immutable.
 *
 * @param transport how sockets are waited for
 * @param tls who does the handshakes
 */
public record Engines(Transport transport, Tls tls) {
    /** Event-loop transports. */
    public enum Transport {
        EPOLL("epoll"),
        NIO("nio");

        private final String label;

        Transport(String label) {
            this.label = label;
        }

        /** The word in logs and metrics. */
        public String label() {
            return label;
        }
    }

    /** TLS engines. */
    public enum Tls {
        BORINGSSL("boringssl"),
        JDK("jdk");

        private final String label;

        Tls(String label) {
            this.label = label;
        }

        /** The word in logs and metrics. */
        public String label() {
            return label;
        }
    }

    /** What works everywhere. */
    public static final Engines PORTABLE = new Engines(Transport.NIO, Tls.JDK);

    /** The fastest that load here. Loads native libraries: blocks, not for event loops. */
    public static Engines detect() {
        return new Engines(
                Epoll.isAvailable() ? Transport.EPOLL : Transport.NIO, OpenSsl.isAvailable() ? Tls.BORINGSSL : Tls.JDK);
    }

    /** Vert.x on these engines, able to carry dials. */
    public Vertx vertx(VertxOptions options) {
        return Vertx.builder()
                .with(options)
                .withTransport(new DialTransport(transport))
                .build();
    }

    @Override
    public String toString() {
        return transport.label + ", " + tls.label;
    }
}
