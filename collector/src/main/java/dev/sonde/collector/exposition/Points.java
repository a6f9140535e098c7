package dev.sonde.collector.exposition;

/** All points of a view. Pure. */
final class Points {
    private Points() {}

    static void add(MetricsView view, LabelMemory labels, PointSink sink) {
        labels.rewind();
        ProbeSeries probes = new ProbeSeries(labels, sink);
        view.probes().forEach(probes::add);
        PromiseSeries promises = new PromiseSeries(labels, sink);
        view.slos().forEach(promises::addSlo);
        promises.addIncidents(view.checks(), view.openIncidents());
        StaffSeries staff = new StaffSeries(labels, sink);
        view.receivers().forEach(staff::addReceiver);
        view.agents().forEach(staff::addAgent);
    }
}
