package dev.sonde.agent.probe.connect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a check wants of TLS. Immutable.
 *
 * @param roots trusted; null accepts every certificate for any name
 * @param identity shown to peers that ask; null shows none
 * @param versions as the engines call them, lowest first; never empty
 */
public record TlsDemand(
        TrustStore.@Nullable Roots roots, ClientKeys.@Nullable Identity identity, List<String> versions) {
    /** Equal for equal demands. */
    String key() {
        return (roots == null ? "" : roots.identity())
                + '|'
                + (identity == null ? "" : identity.digest())
                + '|'
                + versions;
    }
}
