package dev.sonde.collector.config;

import dev.sonde.collector.fleet.AgentEntry;
import dev.sonde.collector.fleet.TokenHash;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.yaml.BadValueException;
import dev.sonde.contract.yaml.Block;
import dev.sonde.contract.yaml.ConfigDirectory;
import dev.sonde.contract.yaml.Form;
import dev.sonde.contract.yaml.Key;
import dev.sonde.contract.yaml.MappingView;
import dev.sonde.contract.yaml.Problems;
import dev.sonde.contract.yaml.Scalar;
import dev.sonde.contract.yaml.Scalars;
import dev.sonde.contract.yaml.SectionName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The section {@code agents}: its keys, described once, and their records. */
final class AgentSection {
    static final Key<String> NAME =
            Key.required("name", Scalars.name(Function.identity()), "unique among all agents; what `--name` says");
    static final Key<Location> LOCATION = Key.required(
            "location", Scalars.name(Location::new), "where it stands; this entry decides it. One agent per location");
    static final Key<TokenHash> TOKEN =
            Key.required("token", token(), "the hash of its token: the line that `sonde token NAME` prints");
    static final Block AGENT = Block.of("an agent", NAME, LOCATION, TOKEN);

    private AgentSection() {}

    /**
     * The agents with nothing wrong, in the order written; notes what is wrong.
     *
     * @param own the agent inside this process, whose name and location are taken; null if there is none
     */
    static List<AgentEntry> read(ConfigDirectory directory, @Nullable AgentEntry own, Problems problems) {
        UniqueNames names = new UniqueNames(problems);
        UniqueNames locations = new UniqueNames(problems);
        UniqueNames tokens = new UniqueNames(problems);
        List<AgentEntry> agents = new ArrayList<>();
        for (MappingView written : directory.items(SectionName.AGENTS, AGENT)) {
            String name = written.find(NAME);
            Location location = written.find(LOCATION);
            TokenHash token = written.find(TOKEN);
            if (name != null) {
                names.take("name", name, written.place(NAME));
            }
            if (location != null) {
                String message = "location: " + location + " has an agent";
                locations.take(message, location.value(), written.place(LOCATION), "one agent per location");
            }
            if (token != null) {
                String message = "token: another agent has it";
                tokens.take(message, token.toString(), written.place(TOKEN), "a token of its own");
            }
            clashWithOwn(written, own, problems);
            if (written.isSound()) {
                agents.add(new AgentEntry(written.get(NAME), written.get(LOCATION), token));
            }
        }
        return agents;
    }

    private static void clashWithOwn(MappingView written, @Nullable AgentEntry own, Problems problems) {
        if (own == null) {
            return;
        }
        if (own.name().equals(written.find(NAME))) {
            problems.error(
                    written.place(NAME), "name: " + own.name() + " is the agent of this process", "another name");
        }
        if (own.location().equals(written.find(LOCATION))) {
            problems.error(
                    written.place(LOCATION),
                    "location: " + own.location() + " has the agent of this process",
                    "another location");
        }
    }

    private static Scalar<TokenHash> token() {
        return Scalar.secret(
                "token hash",
                "sha256: and 64 hexadecimal digits, as `sonde token` prints it",
                Form.matching(TokenHash.FORM),
                text -> {
                    if (!TokenHash.isValid(text)) {
                        throw new BadValueException();
                    }
                    return TokenHash.parse(text);
                });
    }
}
