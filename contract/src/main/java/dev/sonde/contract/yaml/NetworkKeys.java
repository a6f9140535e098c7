package dev.sonde.contract.yaml;

import dev.sonde.contract.check.Endpoint;
import dev.sonde.contract.check.IpFamily;
import dev.sonde.contract.check.Network;
import dev.sonde.contract.check.Network.Addresses;
import dev.sonde.contract.check.Network.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The block {@code network} of every protocol. */
final class NetworkKeys {
    static final Key<IpFamily> PREFER = Key.optional(
            "prefer",
            Scalars.word(IpFamily::label, List.of(IpFamily.values())),
            "the family of addresses that is tried first; without it the resolver's order");
    static final Key<Boolean> FALLBACK = Key.withDefault(
            "fallback",
            Scalars.bool(),
            String.valueOf(Network.DEFAULT.fallback()),
            "whether the other family will do if the name has no address of the preferred one; if not, such a run fails with reason `dns`");
    static final Key<String> SOURCE_ADDRESS =
            Key.optional("source_address", address(), "address of the agent's machine from which is dialled");
    static final Key<Addresses> ADDRESSES = Key.withDefault(
            "addresses",
            Scalars.word(Addresses::label, List.of(Addresses.values())),
            Network.DEFAULT.addresses().label(),
            "whether a run probes the first of the resolved addresses or each of them");
    static final Key<Rule> RULE = Key.withDefault(
            "rule",
            Scalars.word(Rule::label, List.of(Rule.values())),
            Network.DEFAULT.rule().label(),
            "with `addresses: all`: how many of them must be good; `quorum` is more than half");

    static final Block BLOCK = Block.of("network", PREFER, FALLBACK, SOURCE_ADDRESS, ADDRESSES, RULE);
    static final Key<MappingView> NETWORK =
            Key.optional("network", BLOCK, "from where and to which of the name's addresses");

    private NetworkKeys() {}

    /** The record of a sound block; every default if there is none. */
    static Network network(@Nullable MappingView view, Problems problems) {
        if (view == null) {
            return Network.DEFAULT;
        }
        if (view.isWritten(FALLBACK) && view.find(PREFER) == null) {
            problems.warning(view.place(FALLBACK), "fallback: no family is preferred", "with prefer: ip4 or ip6");
        }
        if (view.isWritten(RULE) && view.get(ADDRESSES) == Addresses.FIRST) {
            problems.warning(view.place(RULE), "rule: only one address is probed", "with addresses: all");
        }
        return new Network(
                view.find(PREFER), view.get(FALLBACK), view.find(SOURCE_ADDRESS), view.get(ADDRESSES), view.get(RULE));
    }

    private static Scalar<String> address() {
        String octet = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
        String form = "(" + octet + "\\.){3}" + octet + "|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*";
        return Scalar.of("address", "an IPv4 or IPv6 address", Form.matching(form), text -> {
            if (!Endpoint.isAddress(text)) {
                throw new BadValueException();
            }
            return text;
        });
    }
}
