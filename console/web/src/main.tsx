import { render } from 'preact';

render(<h1>Patchbay</h1>, document.getElementById('app')!);
