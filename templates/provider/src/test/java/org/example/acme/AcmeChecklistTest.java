package org.example.acme;

import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.tck.conformance.ProviderChecklist;
import io.patchbay.tck.conformance.ServerDialect;

/** What the capabilities say is seen on a real line to a far end that is played. */
class AcmeChecklistTest extends ProviderChecklist {

    @Override
    protected RealtimeProvider provider() {
        return new AcmeProvider();
    }

    @Override
    protected ServerDialect dialect() {
        return new AcmeServer();
    }
}
