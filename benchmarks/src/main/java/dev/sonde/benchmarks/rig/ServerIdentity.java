package dev.sonde.benchmarks.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The TLS server's key and certificates, ECDSA P-256, made by openssl.
 *
 * @param key of the first certificate of the chain
 * @param chain what the server shows
 * @param root what clients trust
 */
record ServerIdentity(Path key, Path chain, Path root) {
    /** A certificate that is its own root. */
    static ServerIdentity selfSigned(Path directory) throws IOException, InterruptedException {
        Signed own = sign(directory, "server", null);
        return new ServerIdentity(own.key(), own.certificate(), own.certificate());
    }

    /** A chain as public servers show it: an intermediate authority in between, its root at the clients. */
    static ServerIdentity underAnIntermediate(Path directory) throws IOException, InterruptedException {
        Signed root = sign(directory, "root", null);
        Signed intermediate = sign(directory, "intermediate", root);
        Signed server = sign(directory, "server", intermediate);
        Path chain = Files.writeString(
                directory.resolve("chain.pem"),
                Files.readString(server.certificate()) + Files.readString(intermediate.certificate()));
        return new ServerIdentity(server.key(), chain, root.certificate());
    }

    private record Signed(Path key, Path certificate) {}

    private static Signed sign(Path directory, String name, @Nullable Signed by)
            throws IOException, InterruptedException {
        Signed signed = new Signed(directory.resolve(name + "-key.pem"), directory.resolve(name + ".pem"));
        List<String> command = new ArrayList<>(List.of(
                Programs.required("openssl"),
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "30",
                "-subj",
                name.equals("server") ? "/CN=localhost" : "/CN=" + name,
                "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-keyout",
                signed.key().toString(),
                "-out",
                signed.certificate().toString()));
        if (by != null) {
            command.addAll(List.of(
                    "-CA", by.certificate().toString(), "-CAkey", by.key().toString()));
        }
        Process openssl = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (openssl.waitFor() != 0) {
            throw new IllegalStateException("openssl made no certificate: " + said);
        }
        return signed;
    }
}
