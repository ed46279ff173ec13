package io.patchbay.guardrails.blocklist.internal;

import io.patchbay.api.plug.PlugContext;
import java.util.concurrent.Executor;

final class PlugContextStub implements PlugContext {

    @Override
    public String name() {
        return "blocklist";
    }

    @Override
    public Executor workers() {
        return Runnable::run;
    }
}
