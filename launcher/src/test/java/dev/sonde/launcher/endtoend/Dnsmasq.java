package dev.sonde.launcher.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real name server on loopback for {@code example.test} and {@code zone.test}. */
final class Dnsmasq implements AutoCloseable {
    private final RealProgram program;
    private final int port;

    private Dnsmasq(RealProgram program, int port) {
        this.program = program;
        this.port = port;
    }

    static Dnsmasq start(Path home) throws IOException {
        Path dnsmasq = RealProgram.find("dnsmasq");
        Files.createDirectories(home);
        int port = RealProgram.freePort();
        RealProgram program = RealProgram.start(
                "dnsmasq",
                home,
                List.of(
                        dnsmasq.toString(),
                        "--no-daemon",
                        "--port=" + port,
                        "--listen-address=127.0.0.1",
                        "--bind-interfaces",
                        "--no-resolv",
                        "--no-hosts",
                        "--conf-file=/dev/null",
                        "--pid-file=",
                        "--address=/a.example.test/10.1.2.3",
                        "--local=/example.test/",
                        "--mx-host=example.test,mail.example.test,5",
                        "--txt-record=t.example.test,hello,a b",
                        "--srv-host=_x._tcp.example.test,a.example.test,80,1,2",
                        "--auth-zone=zone.test,127.0.0.0/8",
                        "--auth-server=ns.zone.test",
                        "--auth-soa=7,host.zone.test"));
        return new Dnsmasq(program, port);
    }

    String target() {
        return "127.0.0.1:" + port;
    }

    boolean isAlive() {
        return program.isAlive();
    }

    String output() {
        return program.output();
    }

    @Override
    public void close() {
        program.close();
    }
}
