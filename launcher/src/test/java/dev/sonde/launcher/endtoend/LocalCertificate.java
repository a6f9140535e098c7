package dev.sonde.launcher.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A key and a certificate for localhost and 127.0.0.1, ECDSA P-256, signed by itself, made by the real openssl.
 *
 * @param certificate {@code certificate.pem} in its directory
 * @param key {@code key.pem} beside it
 */
record LocalCertificate(Path certificate, Path key) {
    static LocalCertificate make(Path home) throws IOException, InterruptedException {
        LocalCertificate made = new LocalCertificate(home.resolve("certificate.pem"), home.resolve("key.pem"));
        Process making = new ProcessBuilder(List.of(
                        RealProgram.find("openssl").toString(),
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:prime256v1",
                        "-nodes",
                        "-days",
                        "90",
                        "-subj",
                        "/CN=localhost",
                        "-addext",
                        "subjectAltName=DNS:localhost,IP:127.0.0.1",
                        "-keyout",
                        made.key().toString(),
                        "-out",
                        made.certificate().toString()))
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("openssl.log").toFile())
                .start();
        if (making.waitFor() != 0) {
            throw new IOException("openssl: " + Files.readString(home.resolve("openssl.log")));
        }
        return made;
    }
}
