package dev.sonde.agent.blackbox.prober;

import java.util.Map;
import javax.security.auth.x500.X500Principal;

/** Names in certificates as Go prints them (RFC 2253, the last part first). Pure. */
final class DistinguishedNames {
    /** What Go has short words for; all else is shown by its number. */
    private static final Map<String, String> WORDS = Map.of("2.5.4.5", "SERIALNUMBER", "2.5.4.17", "POSTALCODE");

    private DistinguishedNames() {}

    static String text(X500Principal name) {
        return name.getName(X500Principal.RFC2253, WORDS);
    }
}
