package io.patchbay.provider.openai.internal;

import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.tck.conformance.ProviderChecklist;
import io.patchbay.tck.conformance.ServerDialect;

class OpenAiChecklistTest extends ProviderChecklist {

    @Override
    protected RealtimeProvider provider() {
        return new OpenAiProvider();
    }

    @Override
    protected ServerDialect dialect() {
        return new RealtimeServer(false);
    }
}
