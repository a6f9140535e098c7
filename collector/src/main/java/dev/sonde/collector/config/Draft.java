package dev.sonde.collector.config;

import dev.sonde.collector.fleet.AgentEntry;
import dev.sonde.collector.fleet.Fleet;
import dev.sonde.collector.notify.Receiver;
import dev.sonde.collector.notify.Route;
import dev.sonde.collector.slo.Slo;
import dev.sonde.contract.yaml.CheckSection;
import dev.sonde.contract.yaml.ConfigDirectory;
import dev.sonde.contract.yaml.MappingView;
import dev.sonde.contract.yaml.Problem;
import dev.sonde.contract.yaml.Problems;
import dev.sonde.contract.yaml.SectionName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All sections read one by one, each with the parts in which nothing was wrong, before they are held against each other.
 *
 * @param sloViews every SLO as written, those with something wrong included
 * @param receiverNames all names written, those of receivers with something wrong included
 * @param routeViews every route as written, likewise
 * @param agents those of the section, and then the one of this process if there is one
 */
record Draft(
        CheckSection checks,
        List<Entry<Slo>> slos,
        List<MappingView> sloViews,
        List<Entry<Receiver>> receivers,
        Set<String> receiverNames,
        List<Entry<Route>> routes,
        List<MappingView> routeViews,
        List<AgentEntry> agents,
        Duration quiet) {
    static Draft read(ConfigDirectory files, @Nullable AgentEntry own, Problems problems) {
        CheckSection checks = CheckSection.read(files, problems);
        EvaluationSection.Evaluation evaluation = EvaluationSection.read(files);
        ReceiverSection.Receivers receivers = ReceiverSection.receivers(files, problems);
        List<MappingView> slos = files.items(SectionName.SLOS, SloSection.SLO);
        List<MappingView> routes = files.items(SectionName.ROUTES, ReceiverSection.ROUTE);
        List<AgentEntry> agents = new ArrayList<>(AgentSection.read(files, own, problems));
        if (own != null) {
            agents.add(own);
        }
        return new Draft(
                checks,
                SloSection.read(slos, evaluation.coverage(), problems),
                slos,
                receivers.entries(),
                receivers.names(),
                ReceiverSection.routes(routes),
                routes,
                agents,
                evaluation.quiet());
    }

    /** The configuration; only once nothing is wrong. */
    SondeConfig config(List<Problem> warnings, String revision) {
        return new SondeConfig(
                checks.checks(),
                slos.stream()
                        .map(Entry::value)
                        .sorted(Comparator.comparing(Slo::name))
                        .toList(),
                receivers.stream()
                        .map(Entry::value)
                        .sorted(Comparator.comparing(Receiver::name))
                        .toList(),
                routes.stream().map(Entry::value).toList(),
                new Fleet(agents),
                quiet,
                warnings,
                revision);
    }
}
