export default {
  title: 'Feeds',
};
