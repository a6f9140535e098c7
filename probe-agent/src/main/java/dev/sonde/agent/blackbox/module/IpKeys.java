package dev.sonde.agent.blackbox.module;

import dev.sonde.contract.yaml.Key;
import dev.sonde.contract.yaml.MappingView;
import org.jspecify.annotations.Nullable;

/** The keys that choose an address, alike in most blocks. */
final class IpKeys {
    static final Key<String> PREFERRED = Key.withDefault(
            "preferred_ip_protocol", GoValues.word("ip4", "ip6"), "ip6", "family taken if there is one");
    static final Key<Boolean> FALLBACK =
            Key.withDefault("ip_protocol_fallback", GoValues.bool(), "true", "whether the other family will do");
    static final Key<String> SOURCE = Key.optional("source_ip_address", GoValues.text(), "address that is probed from");

    private static final IpChoice DEFAULT = new IpChoice(IpChoice.Family.IP6, true, null);

    private IpKeys() {}

    /** @param sourceKey whether the block has {@link #SOURCE} */
    static IpChoice read(@Nullable MappingView block, boolean sourceKey) {
        if (block == null) {
            return DEFAULT;
        }
        String source = sourceKey ? block.find(SOURCE) : null;
        return new IpChoice(
                block.get(PREFERRED).equals("ip4") ? IpChoice.Family.IP4 : IpChoice.Family.IP6,
                block.get(FALLBACK),
                source == null || source.isEmpty() ? null : source);
    }
}
